import type { IndicatorId } from '@lianfang/domain/indicators.ts';
import type { Source } from './kernel/indicators/values.ts';
import { taskSources } from './kernel/tasks/indicators.ts';
import { checkpointSources } from './modules/checkpoint/indicators.ts';
import { responseSources } from './modules/response/indicators.ts';
import { verificationSources } from './modules/verification/indicators.ts';

/** How every figure of the product is counted: one line a module. */
export const sources = {
  ...checkpointSources,
  ...verificationSources,
  ...taskSources,
  ...responseSources,
} as const satisfies Record<IndicatorId, Source>;
