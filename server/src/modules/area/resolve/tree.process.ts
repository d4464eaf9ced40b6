import { openAreaPack } from '../pack.ts';
import { buildTree } from './build.ts';
import { writeTree } from './treeFile.ts';

// Makes the tree of a resolver, writes it to its output and ends: the 300 MB that this takes for two seconds are never
// the server's.
await writeTree(buildTree(openAreaPack()), process.stdout);
