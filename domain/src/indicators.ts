import { taskIndicators } from './kernel/taskIndicators.ts';
import { checkpointIndicators } from './modules/checkpoint/indicators.ts';
import { responseIndicators } from './modules/response/indicators.ts';
import { verificationIndicators } from './modules/verification/indicators.ts';

/** Every indicator of the product, in the order of the daily report: one line a module. */
export const indicators = [
  ...checkpointIndicators,
  ...verificationIndicators,
  ...responseIndicators,
  ...taskIndicators,
] as const;
export type IndicatorId = (typeof indicators)[number]['id'];
