import type { DeviceRow } from '../../kernel/outbox/database.ts';

/** Beside the store, without secrets: in an emergency the entries still say which phone they come from. */
export function rememberDevice({ device, county, post, unit, name, enrolledAt }: DeviceRow): void {
  try {
    localStorage.setItem('lianfang.device', JSON.stringify({ device, county, post, unit, name, enrolledAt }));
  } catch {
    // A convenience for the day the store fails; nothing depends on it.
  }
}

/** The phone as it was bound, when the store cannot be asked. */
export function rememberedDevice(): DeviceRow | undefined {
  try {
    return JSON.parse(localStorage.getItem('lianfang.device') ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
