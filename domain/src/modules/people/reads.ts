import * as z from 'zod/mini';
import { Instant } from '../../kernel/entry.ts';
import { Id } from '../../kernel/ids.ts';
import { readKind } from '../../kernel/read.ts';
import { identityRoles, subjectTypes } from './schema.ts';

const Words = z.object({ zh: z.string(), en: z.string() });

/** A row or passage that is about a person. Nothing that says who: that is opened by /api/reveals. */
export const SubjectOfPerson = z.object({
  type: z.enum(subjectTypes),
  id: Id,
  area: z.optional(z.string()),
  at: Instant,
  /** How it came to this person: first of it, by its document number, by someone's decision. */
  how: z.enum(['alone', 'document', 'person']),
  /** What is known of it to compare: names of columns, never what stands in them. */
  has: z.array(z.enum(['document', 'paper', 'phone', 'name', 'born'])),
});
export type SubjectOfPerson = z.infer<typeof SubjectOfPerson>;

export const Suggestion = z.object({
  subject: z.object({ type: z.enum(subjectTypes), id: Id, area: z.optional(z.string()) }),
  other: z.object({ type: z.enum(subjectTypes), id: Id, area: z.optional(z.string()) }),
  /** The persons that the two stand with at present. */
  person: Id,
  otherPerson: Id,
  score: z.int(),
  parts: z.array(z.object({ part: z.string(), points: z.int() })),
  why: Words,
  at: Instant,
  dismissed: z.optional(z.object({ by: z.string(), at: Instant })),
});
export type Suggestion = z.infer<typeof Suggestion>;

/** One step of a person's history: who moved which row, or which two were made one, and whether that was undone. */
export const PersonStep = z.object({
  entry: Id,
  what: z.enum(['linked', 'unlinked', 'corrected', 'merged']),
  actor: z.string(),
  at: Instant,
  position: z.string(),
  subject: z.optional(Id),
  from: Id,
  to: Id,
  undone: z.optional(z.object({ entry: Id, actor: z.string(), at: Instant })),
});
export type PersonStep = z.infer<typeof PersonStep>;

export const peopleReads = {
  /** The work list: whom a row may be, strongest first. */
  'people.suggestions': readKind({
    params: z.strictObject({
      state: z.optional(z.enum(['open', 'dismissed'])),
      /** Only those of this person. */
      person: z.optional(Id),
      after: z.optional(z.string().check(z.maxLength(120))),
      limit: z.optional(z.int().check(z.minimum(1), z.maximum(200))),
    }),
    result: z.object({
      rows: z.array(Suggestion),
      total: z.int(),
      next: z.optional(z.string()),
    }),
    who: identityRoles,
  }),
  /** All that is about one person, and how it came to be so. Any id that the person ever had finds it. */
  'people.person': readKind({
    params: z.strictObject({ id: Id }),
    result: z.object({
      person: Id,
      subjects: z.array(SubjectOfPerson),
      history: z.array(PersonStep),
    }),
    who: identityRoles,
  }),
  /** Persons by an exact document number or a phone. */
  'people.lookup': readKind({
    params: z.strictObject({
      document: z.optional(z.string().check(z.minLength(1), z.maxLength(32))),
      phone: z.optional(z.string().check(z.minLength(1), z.maxLength(24))),
    }),
    result: z.object({
      persons: z.array(z.object({ person: Id, subjects: z.array(SubjectOfPerson) })),
      /** More persons go by it than are given (a hotel's phone). */
      more: z.boolean(),
    }),
    who: identityRoles,
    personal: true,
  }),
} as const;
