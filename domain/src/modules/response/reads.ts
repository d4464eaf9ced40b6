import * as z from 'zod/mini';
import { Instant } from '../../kernel/entry.ts';
import { Id } from '../../kernel/ids.ts';
import { readKind } from '../../kernel/read.ts';
import { taskStates } from '../../kernel/task.ts';
import {
  ChecklistRow,
  Colleague,
  Count,
  DirectiveRow,
  DirectiveTarget,
  DirectoryRow,
  directiveStates,
  Exception,
  LeaderRow,
  LevelRow,
  MeetingRow,
  Position,
  ResponseRow,
  Standing,
  TargetStep,
  TaskForceRow,
  TimelineRow,
} from './rows.ts';
import { LegalBasis, Priority } from './schema.ts';

const desk = [
  'checkpoint_lead',
  'unit_lead',
  'verification_desk',
  'task_force_lead',
  'data_desk',
  'signer',
  'commander',
] as const;

const Limit = z.optional(z.int().check(z.minimum(1), z.maximum(500)));
const After = z.optional(z.string().check(z.maxLength(100)));
const CutOff = z.optional(Position.check(z.regex(/^\d{1,18}$/)));

/** Which figure is opened: only what it counts in this period as known at this ledger position. */
const Figure = {
  from: z.optional(Instant),
  to: z.optional(Instant),
  area: z.optional(z.string().check(z.regex(/^\d{6}(\d{6})?$/))),
  indicator: z.optional(z.string().check(z.maxLength(64))),
  cutOff: CutOff,
};

const OfResponse = z.strictObject({ response: z.optional(Id) });

export const responseReads = {
  /** The active response, or the newest one; without any, only `at`. */
  'response.now': readKind({
    params: OfResponse,
    result: z.object({
      at: Instant,
      position: Position,
      response: z.optional(
        z.object({
          ...ResponseRow.shape,
          legalBasis: z.array(LegalBasis),
          /** What changes with the present level. */
          measures: z.array(z.string()),
          activatedBy: Colleague,
          /** Every level that it has had, newest first. */
          levels: z.array(LevelRow),
          closed: z.optional(z.object({ at: Instant, by: Colleague, why: z.string() })),
        }),
      ),
      taskForces: Count,
      meetings: Count,
      leaders: Count,
      directives: z.object({ ...Standing.shape, issued: Count }),
      checklist: z.optional(z.object({ items: Count, done: Count, overdue: Count })),
      /** Every response that there was, newest first. */
      all: z.array(ResponseRow),
    }),
    who: desk,
  }),
  'response.task_forces': readKind({
    params: z.strictObject({
      response: z.optional(Id),
      state: z.optional(z.enum(['active', 'dissolved', 'all'])),
      ...Figure,
    }),
    result: z.object({ taskForces: z.array(TaskForceRow), total: Count, position: Position }),
    who: desk,
  }),
  'response.directives': readKind({
    params: z.strictObject({
      response: z.optional(Id),
      state: z.optional(z.enum([...directiveStates, 'overdue'])),
      unit: z.optional(Id),
      taskForce: z.optional(Id),
      /** Those that the asker issued. */
      mine: z.optional(z.boolean()),
      /** Those that the asker has to do with: issued by himself, or inside or to a unit or task force of his, or to him. */
      own: z.optional(z.boolean()),
      ...Figure,
      after: After,
      limit: Limit,
    }),
    result: z.object({
      rows: z.array(DirectiveRow),
      total: Count,
      next: z.optional(z.string()),
      position: Position,
      at: Instant,
    }),
    who: desk,
  }),
  'response.directive': readKind({
    params: z.strictObject({ id: Id }),
    result: z.object({
      directive: z.object({ ...DirectiveRow.shape, text: z.string() }),
      targets: z.array(DirectiveTarget),
      steps: z.array(TargetStep),
    }),
    who: desk,
  }),
  'response.meetings': readKind({
    params: z.strictObject({ response: z.optional(Id), ...Figure, after: After, limit: Limit }),
    result: z.object({
      meetings: z.array(MeetingRow),
      total: Count,
      next: z.optional(z.string()),
      position: Position,
    }),
    who: desk,
  }),
  'response.leaders': readKind({
    params: z.strictObject({ response: z.optional(Id), ended: z.optional(z.boolean()) }),
    result: z.object({ leaders: z.array(LeaderRow) }),
    who: desk,
  }),
  'response.directory': readKind({
    params: z.strictObject({}),
    result: z.object({ at: Instant, units: z.array(DirectoryRow) }),
    who: [...desk, 'system_admin', 'security_admin'],
  }),
  /** Newest first, by ledger position. */
  'response.timeline': readKind({
    params: z.strictObject({ response: z.optional(Id), after: After, limit: Limit }),
    result: z.object({ rows: z.array(TimelineRow), next: z.optional(z.string()) }),
    who: [...desk, 'auditor'],
  }),
  'response.checklist': readKind({
    params: OfResponse,
    result: z.object({
      response: z.optional(ResponseRow),
      items: z.array(ChecklistRow),
      done: Count,
      overdue: Count,
    }),
    who: desk,
  }),
  /** For phones: the words of the orders that are tasks of those who are signed in on the device. */
  'response.field': readKind({
    params: z.strictObject({}),
    result: z.object({
      orders: z.array(
        z.object({ task: Id, number: Count, title: z.string(), text: z.string(), by: z.string() }),
      ),
    }),
    who: 'device',
  }),
  /** What the asker answers for: areas and posts with their open exceptions, own task forces, directives waiting for them. */
  'response.mine': readKind({
    params: z.strictObject({}),
    result: z.object({
      at: Instant,
      leaderOf: z.array(LeaderRow),
      exceptions: z.array(Exception),
      /** How many there are; the list holds the 200 longest overdue. */
      exceptionsTotal: Count,
      taskForces: z.array(
        z.object({ id: Id, unit: Id, name: z.string(), as: z.enum(['lead', 'deputy', 'member']) }),
      ),
      directives: z.array(
        z.object({
          directive: Id,
          number: Count,
          title: z.string(),
          priority: Priority,
          task: Id,
          state: z.enum(taskStates),
          dueAt: Instant,
          overdue: z.boolean(),
        }),
      ),
    }),
    who: [...desk, 'community_officer'],
  }),
} as const;
