import type { Role } from '@lianfang/domain/kernel/access.ts';
import type { ReportContent } from '@lianfang/domain/modules/report/reads.ts';
import { checkMove, checkPeriod, type ReportMove } from '@lianfang/domain/modules/report/rules.ts';
import { type ReportCompiled, reportEntries } from '@lianfang/domain/modules/report/schema.ts';
import { covers, SERVER_ID } from '../../kernel/access/permissions.ts';
import { findAccount, grantsOf, present } from '../../kernel/access/store.ts';
import { change, type HandlersFor, type Passed, type Tx } from '../../kernel/ledger/handlers.ts';
import { compile, countyYear, reportNumber } from './compile.ts';
import * as store from './store.ts';

type Signed = { report: string; remark?: string | undefined };
const done: [] = [];

export const reportHandlers = {
  'report.compiled': change<ReportCompiled, ReportCompiled>({
    check: checkPeriod,
    derive: (data) => ({ ...data, area: data.area.padEnd(12, '0') }),
    async apply(tx, passed) {
      const { what, received } = passed;
      if (!(await reaches(tx, passed, reportEntries['report.compiled'].who, what.area))) {
        return { refused: 'access.area', fields: ['area'] };
      }
      const replaced = what.replaces === undefined ? undefined : await store.lockReport(tx, what.replaces);
      if (what.replaces !== undefined) {
        if (replaced === undefined || replaced.area !== what.area) return { refused: 'report.missing' };
        if (replaced.state !== 'returned' || replaced.replaced) return { refused: 'report.state' };
      }
      const year = replaced?.year ?? countyYear(received);
      const serial = replaced?.serial ?? (await store.lastSerial(tx, what.area, year)) + 1;
      const content = await compile(
        tx.client,
        tx.county,
        {
          id: passed.id,
          area: what.area,
          from: what.from,
          to: what.to,
          cutOff: what.cutOff === undefined ? undefined : BigInt(what.cutOff),
          at: received,
        },
        async (area) => replaced?.number ?? reportNumber(area, year, serial),
      );
      if (content === undefined) return { refused: 'report.cut_off', fields: ['cutOff'] };
      await store.insertReport(tx, {
        content,
        position: passed.position,
        year,
        serial,
        replaces: what.replaces,
      });
      await sign(tx, passed, passed.id, 'compiled', undefined);
      return done;
    },
  }),
  'report.reviewed': move('reviewed'),
  'report.approved': move('approved'),
  'report.issued': move('issued'),
  'report.returned': move('returned'),
} satisfies HandlersFor<typeof reportEntries>;

/** One step of the sign-off. */
function move(step: ReportMove) {
  return change<Signed, Signed>({
    check: () => undefined,
    derive: (data) => data,
    async apply(tx, passed) {
      const { report: id, remark } = passed.what;
      const report = await store.lockReport(tx, id);
      if (report === undefined) return { refused: 'report.missing' };
      if (!(await reaches(tx, passed, reportEntries[`report.${step}`].who, report.area)))
        return { refused: 'access.area' };
      const hands = (await store.handsOf(tx.client, tx.county, id)).map(({ account }) => account);
      const refusal = checkMove({ state: report.state, hands }, step, passed.actor);
      if (refusal !== undefined) return refusal;
      await sign(tx, passed, id, step, remark);
      await store.setState(tx, id, step, passed.received);
      if (step === 'issued') await store.publish(tx, madePublic(JSON.parse(report.content) as ReportContent));
      return done;
    },
  });
}

async function sign(
  tx: Tx,
  { actor, received, id }: Passed<unknown>,
  report: string,
  step: ReportMove | 'compiled',
  remark: string | undefined,
): Promise<void> {
  const account = await findAccount(tx.client, tx.county, actor);
  const display = account?.display ?? '系统';
  await store.addHand(tx, report, id, {
    step,
    account: actor,
    display,
    at: received,
    ...(remark !== undefined && { remark }),
  });
}

/** A report's own figures, and what it says of those before it. */
function madePublic(content: ReportContent): { report: string; indicator: string; value: number }[] {
  return [
    ...content.lines.map(({ indicator, value }) => ({ report: content.id, indicator, value })),
    ...content.amendments.flatMap(({ report, changes }) =>
      changes.map(({ indicator, is }) => ({ report, indicator, value: is })),
    ),
  ];
}

/** The door knows the areas of posts; a report's area is looked at here. */
async function reaches(
  tx: Tx,
  { actor, received }: Passed<unknown>,
  roles: readonly Role[],
  area: string,
): Promise<boolean> {
  if (actor === SERVER_ID) return true;
  const grants = present((await grantsOf(tx.client, tx.county, [actor])).get(actor), Date.parse(received));
  return covers({ id: actor, kind: 'account', county: tx.county, grants }, roles, area);
}
