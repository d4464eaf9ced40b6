import type { responseIndicators } from '@lianfang/domain/modules/response/indicators.ts';
import type { Source } from '../../kernel/indicators/values.ts';
import * as directives from './directive/store.ts';
import * as forces from './force/store.ts';
import * as meetings from './meeting/store.ts';

const ofDirectives = (indicator: string): Source => ({
  keys: (client, county, window) => directives.countedDirectives(client, county, indicator, window),
});

/** How each figure of the command post is counted: what opens it asks by the same text. None of it happens at a post. */
export const responseSources = {
  'response.directives.issued': ofDirectives('response.directives.issued'),
  'response.directives.acknowledged': ofDirectives('response.directives.acknowledged'),
  'response.directives.done_in_time': ofDirectives('response.directives.done_in_time'),
  'response.meetings.held': { keys: meetings.countedMeetings },
  'response.task_forces.active': { keys: forces.activeTaskForces },
} as const satisfies Record<(typeof responseIndicators)[number]['id'], Source>;
