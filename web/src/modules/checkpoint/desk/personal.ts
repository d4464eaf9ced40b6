/** What lies sealed of a passage, once it was opened. */
export type Personal = {
  plate?: string;
  note?: string;
  persons?: { name?: string; document?: { number?: string }; phone?: string }[];
};

/** The personal half of a correction stands one level deeper than that of a registration. */
export function personalOf(opened: Record<string, unknown> | undefined): Personal {
  const deeper = opened?.passage;
  return (deeper !== null && typeof deeper === 'object' ? deeper : (opened ?? {})) as Personal;
}
