/** One figure of the county, defined once. Its words stand in the dictionaries under `indicator.<id>`. */
export type Indicator = {
  readonly id: string;
  /** What one of it is: vehicles, persons, samples … (dictionary key `unit.<unit>`). */
  readonly unit:
    | 'vehicle'
    | 'person'
    | 'certificate'
    | 'sample'
    | 'post'
    | 'directive'
    | 'meeting'
    | 'task_force'
    | 'row'
    | 'minute'
    | 'time';
  readonly title: { readonly zh: string; readonly en: string };
  /** What is counted and what is not, in a sentence that a signer understands. */
  readonly definition: { readonly zh: string; readonly en: string };
  /** Raised whenever the meaning changes; a frozen report names it. */
  readonly version: number;
  /** It happens at posts: tables by post have a column for it. */
  readonly atPosts?: true;
  /** The indicator that it is a part of, for a figure shown with its denominator. */
  readonly of?: string;
};
