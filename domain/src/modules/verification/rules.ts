import { isInside } from '../../kernel/areaCode.ts';
import type { Refusal, RuleContext } from '../../kernel/entry.ts';
import { SKEW_LIMIT_MS } from '../../kernel/time.ts';
import type {
  AttemptRecorded,
  FindingRecorded,
  Placing,
  RowCorrected,
  RowReceived,
  RowState,
} from './schema.ts';

/** From this confidence on a row goes where its address was understood to lie; below it a person says where. */
export const PLACE_FROM = 0.8;
/** Hours in which a row that was opened again is to be done, where nobody says otherwise. */
export const REOPENED_FOR_HOURS = 24;
/** The level of a township: above it nobody can be told to go there. */
const TOWNSHIP = 4;

/** The area that a row is given to without asking anybody: in the county (its six digits), down to the township at least. */
export function placeOf(place: Placing, county: string): string | undefined {
  const { code, level, confidence } = place;
  const sure = level >= TOWNSHIP && confidence >= PLACE_FROM;
  return code !== undefined && sure && code.startsWith(county) ? code : undefined;
}

/** Nine digits of a township, however deep the code goes. */
export function townshipOf(code: string): string {
  return code.slice(0, 9);
}

/** True when something in a row says who it is about: a name, a number or a telephone. */
export function identifies(row: Pick<RowReceived, 'name' | 'document' | 'phone'>): boolean {
  return row.name !== undefined || row.document !== undefined || row.phone !== undefined;
}

export function checkCorrected(data: RowCorrected): Refusal | undefined {
  return identifies(data)
    ? undefined
    : { refused: 'verification.nobody_named', fields: ['name', 'document', 'phone'] };
}

export function checkAttempt(data: AttemptRecorded, context: RuleContext): Refusal | undefined {
  return isAhead(data.at, context) ? { refused: 'verification.time_ahead', fields: ['at'] } : undefined;
}

/** What a finding must say to be kept. */
export function checkFinding(data: FindingRecorded, context: RuleContext): Refusal | undefined {
  const { finding, movedTo, right } = data;
  if (isAhead(data.at, context)) return { refused: 'verification.time_ahead', fields: ['at'] };
  if (data.attempts?.some(({ at }) => isAhead(at, context)))
    return { refused: 'verification.time_ahead', fields: ['attempts'] };
  if (finding !== 'unreachable' && data.evidence.length === 0)
    return { refused: 'verification.evidence_missing', fields: ['evidence'] };
  if (finding === 'handed_to_observation' && data.handedTo === undefined)
    return { refused: 'verification.handed_to_missing', fields: ['handedTo'] };
  if (finding === 'not_at_address' && movedTo?.address === undefined && movedTo?.area === undefined)
    return { refused: 'verification.moved_to_missing', fields: ['movedTo'] };
  if (finding === 'outside_county' && right?.address === undefined && right?.area === undefined)
    return { refused: 'verification.right_area_missing', fields: ['right'] };
  if (finding === 'wrong_data' && (data.wrong ?? []).length === 0)
    return { refused: 'verification.wrong_missing', fields: ['wrong'] };
  return undefined;
}

/** Where a finding says that the person lives now, when that is in this county: the row goes on there. */
export function movedWithin(
  { finding, movedTo }: Pick<FindingRecorded, 'finding' | 'movedTo'>,
  countyArea: string,
): string | undefined {
  const area = finding === 'not_at_address' ? movedTo?.area : undefined;
  return area !== undefined && isInside(area, countyArea) ? area : undefined;
}

/** What a row is after a finding. */
export function stateAfter(
  data: Pick<FindingRecorded, 'finding' | 'movedTo'>,
  countyArea: string,
): Exclude<RowState, 'duplicate'> {
  if (movedWithin(data, countyArea) !== undefined) return 'open';
  const moved = data.finding === 'not_at_address' ? data.movedTo?.area : undefined;
  // Whoever is known to live in another county is that county's to look after.
  return data.finding === 'outside_county' || moved !== undefined ? 'returned' : 'closed';
}

/** The county's clocks differ a little; more than that and somebody mistyped a time. */
function isAhead(at: string, context: RuleContext): boolean {
  return Date.parse(at) > Date.parse(context.at) + SKEW_LIMIT_MS;
}
