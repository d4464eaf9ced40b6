import * as rules from '@lianfang/domain/modules/response/rules.ts';
import type {
  DirectiveIssued,
  MeetingHeld,
  responseEntries,
} from '@lianfang/domain/modules/response/schema.ts';
import { change, type HandlersFor } from '../../../kernel/ledger/handlers.ts';
import * as forces from '../force/store.ts';
import { activeResponse, areAccounts, areasOf, missing, whole } from '../handling.ts';
import * as life from '../life/store.ts';
import * as meetings from '../meeting/store.ts';
import * as timeline from '../timeline/store.ts';
import { directiveOf, issue } from './orders.ts';
import * as directives from './store.ts';

/** Orders, issued by themselves or by what a meeting decides. */
export const directiveHandlers = {
  'response.directive.issued': change<DirectiveIssued, DirectiveIssued>({
    ...whole,
    check: rules.checkOrder,
    async apply(tx, passed) {
      const { response: id, inside: within, ...order } = passed.what;
      const response = await life.responseById(tx, id);
      if (response?.active !== true) return missing;
      const inside =
        within === undefined ? undefined : (await forces.taskForcesById(tx, [within])).get(within);
      if (within !== undefined && !(inside?.active === true && inside.response === id))
        return { refused: 'response.task_force_missing', fields: ['inside'] };
      const issued = await issue(tx, passed, { id: passed.id, response, inside }, order);
      if ('refused' in issued) return issued;
      await timeline.writeEvents(tx, passed, [issued]);
      return [];
    },
  }),

  'response.meeting.held': change<MeetingHeld, MeetingHeld>({
    ...whole,
    check: rules.checkMeeting,
    async apply(tx, passed) {
      const response = await activeResponse(tx, passed);
      if ('refused' in response) return response;
      const { title, chair, units, decisions } = passed.what;
      if (!tx.replay && !(await areAccounts(tx, [chair])))
        return { refused: 'response.account_unknown', fields: ['chair'] };
      if (!tx.replay && (await areasOf(tx, units)).size < new Set(units).size)
        return { refused: 'response.unit_unknown', fields: ['units'] };
      const events: timeline.Event[] = [];
      const decided: { text: string; directive?: string }[] = [];
      for (const [n, { text, directive }] of decisions.entries()) {
        const id = directiveOf(passed.id, n);
        decided.push({ text, ...(directive !== undefined && { directive: id }) });
        if (directive === undefined) continue;
        const issued = await issue(tx, passed, { id, response, meeting: passed.id }, directive);
        if ('refused' in issued) return issued;
        events.push(issued);
      }
      const number = await directives.nextNumber(tx, 'meeting', response.id);
      await meetings.insertMeeting(tx, passed, { number, area: response.area, decisions: decided });
      const held = {
        response: response.id,
        kind: passed.kind,
        subject: passed.id,
        area: response.area,
        title,
      };
      await timeline.writeEvents(tx, passed, [{ ...held, number: decisions.length }, ...events]);
      return [];
    },
  }),
} satisfies HandlersFor<Pick<typeof responseEntries, 'response.directive.issued' | 'response.meeting.held'>>;
