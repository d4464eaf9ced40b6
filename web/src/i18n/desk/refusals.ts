import { reasonWords } from '@lianfang/domain/kernel/problemWords.ts';
import { areaWords } from '@lianfang/domain/modules/area/words.ts';
import { checkpointWords } from '@lianfang/domain/modules/checkpoint/words.ts';
import { peopleWords } from '@lianfang/domain/modules/people/words.ts';
import { reportWords } from '@lianfang/domain/modules/report/words.ts';
import { responseWords } from '@lianfang/domain/modules/response/words.ts';
import { verificationWords } from '@lianfang/domain/modules/verification/words.ts';

type Tree = { [key: string]: string | Tree };

/** The words that the ledger and the modules give for their refusals, as a tree: `checkpoint.reason_missing` under two keys. */
export function refusalTree(language: 'zh' | 'en'): Tree {
  const tree: Tree = {};
  for (const [code, words] of Object.entries({
    ...reasonWords,
    ...areaWords,
    ...checkpointWords,
    ...peopleWords,
    ...reportWords,
    ...responseWords,
    ...verificationWords,
  })) {
    const [group = '', ...rest] = code.split('.');
    const branch = (tree[group] ?? {}) as Tree;
    branch[rest.join('_')] = words[language];
    tree[group] = branch;
  }
  return tree;
}
