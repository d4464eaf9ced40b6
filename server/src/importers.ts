import type { Importer } from './kernel/imports/importer.ts';
import { registerImporter } from './modules/checkpoint/register/importer.ts';
import { listImporter } from './modules/verification/list/importer.ts';

/** The families of files that can be imported: one line a family. */
export const importers: Readonly<Record<string, Importer>> = {
  registers: registerImporter,
  lists: listImporter,
};
