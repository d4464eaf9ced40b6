import type { PostOnBoard } from '@lianfang/domain/modules/checkpoint/reads.ts';

/** After so many minutes without a passage a post is asked whether all is well. */
export const SILENT_AFTER_MINUTES = 30;

/** Whether nothing has come from an active post for so long that someone should call. `now` in ms. */
export function isSilent(post: Pick<PostOnBoard, 'lastPassageAt'>, now: number): boolean {
  if (post.lastPassageAt === undefined) return true;
  return now - Date.parse(post.lastPassageAt) > SILENT_AFTER_MINUTES * 60_000;
}
