import { createHash } from 'node:crypto';
import { availableParallelism, totalmem } from 'node:os';

const MB = 1024 * 1024;

/** Settings of the embedded server: durable, small, quiet about what people typed. */
export function serverSettings(): Record<string, string> {
  const memory = totalmem() / MB;
  return {
    listen_addresses: '',
    max_connections: '60',
    shared_buffers: `${clamp(memory / 8, 64, 512)}MB`,
    effective_cache_size: `${clamp(memory / 2, 256, 16_384)}MB`,
    work_mem: '16MB',
    maintenance_work_mem: `${clamp(memory / 32, 64, 256)}MB`,
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // A new segment of the log is not filled with zeros first: whoever came to it waited for 16 MB, and all behind him.
    wal_init_zero: 'off',
    min_wal_size: '128MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    max_worker_processes: '8',
    max_parallel_workers: `${clamp(availableParallelism(), 1, 8)}`,
    autovacuum_max_workers: '2',
    // Compiling a plan costs more than it saves on queries of a few milliseconds over many partitions.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    datestyle: 'ISO',
    lc_messages: 'C',
    idle_in_transaction_session_timeout: '10min',
    // Neither statements nor the keys in an error's DETAIL go to the log: they may name people.
    log_statement: 'none',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_checkpoints: 'off',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] %q%a ',
    logging_collector: 'off',
  };
}

/** Settings for throw-away databases of the tests: nothing survives a crash and nothing needs to. */
export const testSettings: Record<string, string> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
  autovacuum: 'off',
};

/** The text of postgresql.conf. What an operator wants otherwise goes to local.conf beside it, which comes last. */
export function configuration(settings: Record<string, string>, hasLocal = false): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  return `# Written anew at every start. Changes of your own belong in local.conf in this folder.\n${lines.join('\n')}\n${hasLocal ? "include = 'local.conf'\n" : ''}`;
}

/** The two files that let only the trusted system users in, as `lianfang` or as the superuser `postgres`. */
export function accessFiles(users: readonly string[]): { hba: string; ident: string } {
  const lines = users.flatMap((user) => [`lianfang "${user}" postgres`, `lianfang "${user}" lianfang`]);
  return {
    hba: 'local all all peer map=lianfang\nlocal replication all peer map=lianfang\n',
    ident: `${lines.join('\n')}\n`,
  };
}

/** Changes when a running server of ours should be started anew: other binaries or other settings. */
export function releaseOf(version: string, settings: Record<string, string>): string {
  return createHash('sha256').update(version).update(configuration(settings)).digest('hex').slice(0, 12);
}

function clamp(value: number, low: number, high: number): number {
  return Math.round(Math.min(Math.max(value, low), high));
}
