import type { ReactNode } from 'react';

export type Choice = { value: string; label: string };

/** What forms choose from that they do not know themselves: people, units, areas, posts. */
export type Choices = {
  readonly people: readonly (Choice & { unit?: string | undefined; roles: readonly string[] })[];
  readonly units: readonly Choice[];
  readonly posts: readonly Choice[];
  /** A field that picks an area of the county. */
  readonly areaPicker: ReactNode;
};
