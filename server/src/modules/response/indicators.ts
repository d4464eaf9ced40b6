import type { responseIndicators } from '@lianfang/domain/modules/response/indicators.ts';
import type { Source } from '../../kernel/indicators/values.ts';
import * as store from './read/store.ts';

const directives = (indicator: string): Source => ({
  keys: (client, county, window) => store.countedDirectives(client, county, indicator, window),
});

/** How each figure of the command post is counted: what opens it asks by the same text. None of it happens at a post. */
export const responseSources = {
  'response.directives.issued': directives('response.directives.issued'),
  'response.directives.acknowledged': directives('response.directives.acknowledged'),
  'response.directives.done_in_time': directives('response.directives.done_in_time'),
  'response.meetings.held': { keys: store.countedMeetings },
  'response.task_forces.active': { keys: store.activeTaskForces },
} as const satisfies Record<(typeof responseIndicators)[number]['id'], Source>;
