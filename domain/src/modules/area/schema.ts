import * as z from 'zod/mini';
import { entryKind } from '../../kernel/entry.ts';
import { Id } from '../../kernel/ids.ts';

// Administrative areas (区划): the tree of the statistical code, province 2 + city 2 + county 2 + township 3 +
// village 3 digits, always written with twelve.

/** A 12-digit statistical area code; a node above the village ends in zeros: 610330000000 is 凤县. */
export const AreaCode = z
  .string()
  .check(z.regex(/^[1-9]\d{11}$/, '区划代码应为 12 位数字 / an area code has 12 digits'));
export type AreaCode = z.infer<typeof AreaCode>;

/** 1 province, 2 city (prefecture), 3 county, 4 township (街道 included), 5 village (社区 included). */
export const AreaLevel = z.int().check(z.gte(1), z.lte(5));
export type AreaLevel = 1 | 2 | 3 | 4 | 5;

/** The way a record points at an area: the code is the fact, the name is what was shown when it was picked. */
export const AreaRef = z.strictObject({
  code: AreaCode,
  name: z.string().check(z.minLength(1), z.maxLength(60)),
});
export type AreaRef = z.infer<typeof AreaRef>;

/** An area as a picker holds it. `pinyin` and `initials` are lower case without blanks: fengxian, fx. */
export const AreaEntry = z.strictObject({
  code: AreaCode,
  name: z.string(),
  level: AreaLevel,
  pinyin: z.string(),
  initials: z.string(),
});
export type AreaEntry = z.infer<typeof AreaEntry>;

/** One hit of a search: `path` is the full name from the province down (陕西省宝鸡市凤县). */
export const AreaHit = z.strictObject({
  code: AreaCode,
  name: z.string(),
  level: AreaLevel,
  path: z.string(),
});
export type AreaHit = z.infer<typeof AreaHit>;

const SearchText = z.string().check(z.trim(), z.minLength(1), z.maxLength(60));

/**
 * The read `area.search`: by name (anywhere in it), pinyin, pinyin initials or code (from its start).
 * `within` keeps to one subtree, `near` puts what lies close to that area first among equals.
 */
export const AreaSearch = z.strictObject({
  text: SearchText,
  within: z.optional(AreaCode),
  near: z.optional(AreaCode),
  levels: z.optional(z.array(AreaLevel).check(z.minLength(1), z.maxLength(5))),
  limit: z.optional(z.int().check(z.gte(1), z.lte(100))),
});
export type AreaSearch = z.infer<typeof AreaSearch>;
export const AreaSearchResult = z.strictObject({ areas: z.array(AreaHit) });

/** The read `area.children`: the areas directly under one, or the provinces when no parent is given. */
export const AreaChildren = z.strictObject({ parent: z.optional(AreaCode) });
export type AreaChildren = z.infer<typeof AreaChildren>;
export const AreaChildrenResult = z.strictObject({ areas: z.array(AreaEntry) });

/** Why an address was placed where it was, coded; the words stand in words.ts. */
export const resolveReasons = [
  'exact',
  'short_name',
  'similar_name',
  'old_name',
  'alias',
  'own_county',
  'level_skipped',
  'order_disturbed',
  'contradiction',
  'ambiguous',
  'not_named',
  'unknown',
] as const;
export type ResolveReason = (typeof resolveReasons)[number];

const Confidence = z.number().check(z.gte(0), z.lte(1));
const ResolveReasonCode = z.enum(resolveReasons);

/** A place that an address may mean: `name` is the full name from the province down. */
export const ResolvedCandidate = z.strictObject({
  code: AreaCode,
  name: z.string(),
  level: AreaLevel,
  confidence: Confidence,
  why: z.array(ResolveReasonCode),
});
export type ResolvedCandidate = z.infer<typeof ResolvedCandidate>;

/**
 * Where an address lies: `code` is the deepest area that is certain as far as `confidence` says (level 0 and no code when
 * nothing is). Where several places fit equally, `why` holds `ambiguous`, `code` is what they have in common, and
 * they are the candidates, best first.
 */
export const Resolved = z.strictObject({
  code: z.optional(AreaCode),
  name: z.optional(z.string()),
  level: z.int().check(z.gte(0), z.lte(5)),
  confidence: Confidence,
  why: z.array(ResolveReasonCode),
  candidates: z.array(ResolvedCandidate),
});
export type Resolved = Omit<z.infer<typeof Resolved>, 'level'> & { level: 0 | AreaLevel };

/** The read `area.resolve`: addresses as they were typed, each placed. They say where people live: only as a POST body. */
export const AreaResolve = z.strictObject({
  addresses: z.array(z.string().check(z.maxLength(2000))).check(z.minLength(1), z.maxLength(200)),
});
export const AreaResolveResult = z.strictObject({ resolved: z.array(Resolved) });

/**
 * A person who placed an address by hand says which words of it mean the place: 老街口 is 凤州镇. The text is the name of
 * a place, as people there say it, and never an address (see `canBeAlias`).
 */
export const AliasLearned = z.strictObject({
  text: z.string().check(z.minLength(2), z.maxLength(16), z.regex(/\S.*\S/u)),
  code: AreaCode,
});
export type AliasLearned = z.infer<typeof AliasLearned>;

/** `learned`: the id of the entry that is taken back. */
export const AliasDropped = z.strictObject({
  learned: Id,
  why: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
});
export type AliasDropped = z.infer<typeof AliasDropped>;

/** Who teaches a county's aliases. */
export const aliasRoles = ['verification_desk', 'data_desk'] as const;

export const areaEntries = {
  'area.alias.learned': entryKind({ data: AliasLearned, who: aliasRoles, mode: 'change' }),
  'area.alias.dropped': entryKind({
    data: AliasDropped,
    who: aliasRoles,
    mode: 'change',
    base: (data) => data.learned,
  }),
} as const;

/** The read `area.aliases`: what the county has learned, the newest first. `id` is the entry that taught it. */
export const AreaAliases = z.strictObject({});
export const AreaAliasesResult = z.strictObject({
  aliases: z.array(
    z.strictObject({
      id: Id,
      text: z.string(),
      code: AreaCode,
      name: z.string(),
      at: z.string(),
    }),
  ),
});
