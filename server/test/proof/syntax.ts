import { loadModule, parseSync } from 'libpg-query';

/** A statement of a parsed text: what kind of node it is, the node, and its own text. */
export type Statement = { type: string; node: Tree; text: string };
/** A node of PostgreSQL's own syntax tree, as libpg-query gives it. */
export type Tree = { [key: string]: unknown };

await loadModule();

/** Splits and parses SQL with PostgreSQL's own parser. Throws on what it would not take. */
export function parseStatements(sql: string): Statement[] {
  const bytes = Buffer.from(sql);
  const { stmts = [] } = parseSync(sql) as {
    stmts?: { stmt: Tree; stmt_location?: number; stmt_len?: number }[];
  };
  return stmts.map(({ stmt, stmt_location: from = 0, stmt_len: length = bytes.length - from }) => {
    const [type, node] = Object.entries(stmt)[0] as [string, Tree];
    return {
      type,
      node,
      text: bytes
        .subarray(from, from + length)
        .toString()
        .trim(),
    };
  });
}

/** Visits every node below a tree: `visit(type, node)` for each `{ Type: { … } }`. */
export function walk(tree: unknown, visit: (type: string, node: Tree) => void): void {
  if (Array.isArray(tree)) {
    for (const one of tree) walk(one, visit);
  } else if (tree !== null && typeof tree === 'object') {
    for (const [key, value] of Object.entries(tree)) {
      if (/^[A-Z]/.test(key) && value !== null && typeof value === 'object') visit(key, value as Tree);
      walk(value, visit);
    }
  }
}

/** `schema.name` of a table as a tree names it; the name alone where no schema stands. */
export function tableName(relation: Tree): string {
  const { schemaname, relname } = relation as { schemaname?: string; relname?: string };
  return schemaname ? `${schemaname}.${relname}` : String(relname);
}

/** The parts of a dotted name: of a ColumnRef's fields or a function's name. `*` is left out. */
export function nameParts(list: unknown): string[] {
  return ((list as Tree[] | undefined) ?? []).flatMap((part) => {
    const text = (part.String as { sval?: string } | undefined)?.sval;
    return text === undefined ? [] : [text];
  });
}
