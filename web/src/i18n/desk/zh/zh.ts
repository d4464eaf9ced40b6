import { refusalTree } from '../refusals.ts';
import { admin } from './admin.ts';
import { frame } from './frame.ts';
import { imports } from './imports.ts';
import { ledger } from './ledger.ts';
import { notify } from './notify.ts';
import { people } from './people.ts';
import { records } from './records.ts';
import { reports } from './reports.ts';
import { response } from './response.ts';
import { task } from './task.ts';
import { values } from './values.ts';
import { verification } from './verification.ts';
import { watch } from './watch.ts';

/** All words of the desk in Chinese. */
export const zh = {
  ...frame,
  ...watch,
  ...records,
  ...imports,
  ...reports,
  ...admin,
  ...verification,
  ...task,
  ...response,
  ...people,
  ...notify,
  ...values,
  ...ledger,
  refusal: { ...ledger.refusal, ...refusalTree('zh') },
};
