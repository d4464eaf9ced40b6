import { refusalTree } from '../refusals.ts';
import { admin } from './admin.ts';
import { frame } from './frame.ts';
import { imports } from './imports.ts';
import { records } from './records.ts';
import { reports } from './reports.ts';
import { values } from './values.ts';
import { watch } from './watch.ts';

/** All words of the desk in Chinese. */
export const zh = {
  ...frame,
  ...watch,
  ...records,
  ...imports,
  ...reports,
  ...admin,
  ...values,
  refusal: { ...values.refusal, ...refusalTree('zh') },
};
