import type { Level, TaskState } from '@lianfang/domain/kernel/task.ts';

/** A task as it stands in its table. Instants are ISO 8601. */
export type TaskRecord = {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly part: number | null;
  readonly origin_type: 'entry' | 'list' | 'directive' | 'rule';
  readonly origin: string;
  readonly area: string;
  readonly unit: string;
  readonly account: string | null;
  readonly state: TaskState;
  readonly live: boolean;
  readonly priority: number;
  readonly due_at: string;
  readonly due_rule: string;
  readonly next_at: string | null;
  readonly climbed: number;
  readonly level: Level | null;
  readonly unheard: boolean;
  readonly contested: boolean;
  readonly asked_due: string | null;
  readonly reason: string | null;
  readonly opened_at: string;
  readonly ended_at: string | null;
  readonly ended_entry: string | null;
};
