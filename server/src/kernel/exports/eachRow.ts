/** Every row of a read that is gone through by a cursor, page after page. */
export async function* eachRow<R>(
  page: (after: string | undefined) => Promise<{ rows: R[]; next?: string | undefined }>,
): AsyncGenerator<R> {
  let after: string | undefined;
  do {
    const { rows, next } = await page(after);
    yield* rows;
    after = next;
  } while (after !== undefined);
}
