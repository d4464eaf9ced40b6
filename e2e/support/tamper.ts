import { openDatabase } from '../../server/src/kernel/db/open.ts';

/**
 * Changes one byte of one entry of the ledger as someone with the database's password could, past the product; gives
 * the way to put it back.
 */
export async function alterOneByte(dataDir: string, position: number): Promise<() => Promise<void>> {
  const { pool, close } = await openDatabase({ dataDir, name: 'tampering', max: 1 });
  const flip = async () => {
    // One bit of one letter of the first word: text before and after.
    const { rowCount } = await pool.query(
      'UPDATE ledger.entry SET content = overlay(content placing chr(ascii(substr(content, 3, 1)) # 1) from 3 for 1) WHERE position = $1',
      [position],
    );
    if (rowCount !== 1) throw new Error(`there is no entry at ${position}`);
  };
  await flip();
  return async () => {
    await flip();
    await close();
  };
}
