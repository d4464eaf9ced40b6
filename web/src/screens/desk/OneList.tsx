import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useRead } from '../../kernel/useRead.ts';
import { useSession } from '../../modules/access/desk/session.tsx';
import { FindingsAndAges, HeatTable } from '../../modules/verification/desk/ListBoard.tsx';
import { FeedbackDialog, WithdrawDialog } from '../../modules/verification/desk/ListDialogs.tsx';
import { ListState, lightOfList } from '../../modules/verification/desk/listColumns.tsx';
import { ListBalance } from '../../modules/verification/desk/words.tsx';
import { Due } from '../../ui/desk/Due.tsx';
import { dateTime } from '../../ui/desk/format.ts';
import { Facts, Page, Sheet } from '../../ui/desk/Page.tsx';
import { Loaded } from '../../ui/desk/States.tsx';
import { useClock } from '../../ui/desk/useClock.ts';

/** One list: by area, owner, finding and age; what goes back to its sender. */
export default function OneList() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const session = useSession();
  const navigate = useNavigate();
  const now = useClock(20_000);
  const [asking, setAsking] = useState<'withdraw' | 'feedback'>();
  const close = () => setAsking(undefined);
  const one = useRead('verification.list', { id }, { live: true });
  const list = one.data?.list;
  const works = session.has(['verification_desk']);
  const ended = list === undefined || list.state === 'withdrawn' || list.state === 'corrected';
  return (
    <Page
      title={list?.name ?? t('oneList.title')}
      about={
        <>
          <Link to="/lists">{t('lists.title')}</Link>
          {list === undefined ? null : ` · ${list.sender}`}
        </>
      }
      actions={
        list === undefined ? undefined : (
          <>
            <Button onClick={() => void navigate(`/rows?list=${id}`)}>{t('oneList.toRows')}</Button>
            {works && list.balance.unplaced > 0 ? (
              <Button onClick={() => void navigate(`/tray?list=${id}`)}>
                {t('oneList.toTray', { n: list.balance.unplaced })}
              </Button>
            ) : null}
            {works && !ended ? (
              <Button danger onClick={() => setAsking('withdraw')}>
                {t('oneList.withdraw')}
              </Button>
            ) : null}
            {works ? (
              <Button type="primary" onClick={() => setAsking('feedback')}>
                {t('oneList.feedback')}
              </Button>
            ) : null}
          </>
        )
      }
    >
      <Loaded of={one} rows={10}>
        {(data) => (
          <>
            <Sheet>
              <p className="lf-row lf-wrap lf-gap">
                <ListState state={data.list.state} />
                <Due at={data.list.due} light={lightOfList(data.list, now)} now={now} />
              </p>
              <ListBalance of={data.list.balance} />
              <Facts
                of={[
                  [t('lists.at'), `${dateTime(data.list.at)} · ${data.list.by ?? '–'}`],
                  [t('lists.due'), dateTime(data.list.due)],
                  data.list.corrects === undefined
                    ? undefined
                    : [
                        t('oneList.corrects'),
                        <Link key="c" to={`/lists/${data.list.corrects}`}>
                          {t('oneList.earlier')}
                        </Link>,
                      ],
                  data.list.correctedBy === undefined
                    ? undefined
                    : [
                        t('oneList.correctedBy'),
                        <Link key="b" to={`/lists/${data.list.correctedBy}`}>
                          {t('oneList.later')}
                        </Link>,
                      ],
                  [
                    t('oneList.file'),
                    works ? (
                      <Link key="f" to={`/imports/${data.list.import}`}>
                        {t('oneList.toFile')}
                      </Link>
                    ) : (
                      data.sheets.map(({ sheet }) => sheet).join(t('common.listComma'))
                    ),
                  ],
                ]}
              />
            </Sheet>
            <Sheet title={t('oneList.byArea')}>
              <HeatTable parts={data.areas} by="area" list={id} name={t('oneList.byArea')} />
            </Sheet>
            <Sheet title={t('oneList.byUnit')}>
              <HeatTable parts={data.units} by="unit" list={id} name={t('oneList.byUnit')} />
            </Sheet>
            <FindingsAndAges one={data} />
          </>
        )}
      </Loaded>
      {list === undefined ? null : (
        <>
          <WithdrawDialog open={asking === 'withdraw'} close={close} list={list} />
          <FeedbackDialog open={asking === 'feedback'} close={close} list={list} />
        </>
      )}
    </Page>
  );
}
