import * as z from 'zod/mini';
import { entryKind } from '../../kernel/entry.ts';
import { Id } from '../../kernel/ids.ts';

const why = z.optional(z.string().check(z.minLength(1), z.maxLength(200), z.regex(/^(?:\P{Cc}|[\n\t])*$/u)));

export const subjectTypes = ['row', 'passage'] as const;
export type SubjectType = (typeof subjectTypes)[number];

/** Someone says that a row (or passage) is about this person. */
export const Linked = z.strictObject({ subject: Id, person: Id, why });
export type Linked = z.infer<typeof Linked>;

/**
 * Someone takes a row out of the person that it is seen with: a link made by hand is undone and the row goes back to where
 * it was; what the document number had linked becomes a person of its own.
 */
export const Unlinked = z.strictObject({ subject: Id, person: Id, why });
export type Unlinked = z.infer<typeof Unlinked>;

/** Someone says that two persons are one. The id of this entry is the merge's id. */
export const Merged = z.strictObject({ into: Id, from: Id, why });
export type Merged = z.infer<typeof Merged>;

export const MergeUndone = z.strictObject({ merge: Id, why });
export type MergeUndone = z.infer<typeof MergeUndone>;

/** Someone says that two rows are about two people: nothing weaker suggests it again. */
export const SuggestionDismissed = z.strictObject({ subject: Id, other: Id, why });
export type SuggestionDismissed = z.infer<typeof SuggestionDismissed>;

/** Who decides that two are one: a row of one person may lie in any township, so for the whole county. */
export const identityRoles = ['verification_desk', 'task_force_lead', 'data_desk'] as const;

export const peopleEntries = {
  'people.linked': entryKind({ data: Linked, personal: ['why'], who: identityRoles, mode: 'change' }),
  'people.unlinked': entryKind({ data: Unlinked, personal: ['why'], who: identityRoles, mode: 'change' }),
  'people.merged': entryKind({ data: Merged, personal: ['why'], who: identityRoles, mode: 'change' }),
  'people.merge_undone': entryKind({
    data: MergeUndone,
    personal: ['why'],
    who: identityRoles,
    mode: 'change',
    base: (data) => data.merge,
  }),
  'people.suggestion_dismissed': entryKind({
    data: SuggestionDismissed,
    personal: ['why'],
    who: identityRoles,
    mode: 'change',
  }),
} as const;
