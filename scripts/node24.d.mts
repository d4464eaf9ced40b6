/** The path of a Node of version 24 or later. */
export function node24(): string;
export const quietly: string;
export const lean: string;
export const environment: Record<string, string | undefined>;
