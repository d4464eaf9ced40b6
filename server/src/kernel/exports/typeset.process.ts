import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { FontRole } from './fonts.ts';
import type { TypesetJob, TypesetReply } from './typeset.ts';

// A process of its own, started by typeset.ts with a sample text and the folders of fonts. It ends with the one
// that started it.

type Attempt = { pdf: Uint8Array; pages: number } | { failure: string };

const [sample = '', ...fontPaths] = process.argv.slice(2);
const compiler = NodeCompiler.create({ fontArgs: [{ fontPaths }] });
/** Which families are installed, and whether any font of this machine has Chinese characters at all. */
const known = new Map<string, boolean>();
let chinese: boolean | undefined;

process.on('message', (job: TypesetJob) => {
  process.send?.(reply(job));
});
process.on('disconnect', () => process.exit());

function reply(job: TypesetJob): TypesetReply {
  try {
    return { job: job.job, ...typeset(job) };
  } catch (error) {
    return { job: job.job, failure: error instanceof Error ? error.message : String(error) };
  } finally {
    // What typst keeps for the next document is dropped once five documents did not need it.
    compiler.evictCache(5);
  }
}

function typeset(job: TypesetJob): Attempt | { noFonts: true } {
  const inputs = { data: job.data, fonts: JSON.stringify(chains(job.fonts)) };
  const archival = compile(job.template, inputs, job.at, 'a-2a');
  if ('pdf' in archival || !/could not be displayed/.test(archival.failure)) return archival;
  // PDF/A forbids boxes in place of characters. Without any Chinese font that is the operator's to mend; when
  // a single rare character is missing, a report with one box is better than none.
  chinese ??= 'pdf' in compile('#set document(title: "-")\n#sys.inputs.sample', { sample }, 0, 'a-2u');
  return chinese ? compile(job.template, inputs, job.at, undefined) : { noFonts: true };
}

function compile(
  template: string,
  inputs: Record<string, string>,
  at: number,
  pdfStandard: string | undefined,
): Attempt {
  const done = compiler.compile({ mainFileContent: template, inputs });
  if (!done.result) return { failure: words(done.takeDiagnostics()) };
  try {
    const options = { creationTimestamp: at, ...(pdfStandard ? { pdfStandard } : {}) };
    return { pdf: compiler.pdf(done.result, options), pages: done.result.numOfPages };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** Of each chain, the families that are installed: typst warns of every other one, and warnings hide faults. */
function chains(fonts: Record<FontRole, readonly string[]>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(fonts).map(([role, families]) => [role, families.filter((family) => installed(family))]),
  );
}

function installed(family: string): boolean {
  const before = known.get(family);
  if (before !== undefined) return before;
  const probe = compiler.compile({
    mainFileContent: '#set text(font: sys.inputs.family)\n.',
    inputs: { family },
  });
  const is = !/unknown font family/.test(words(probe.takeWarnings()));
  known.set(family, is);
  return is;
}

function words(diagnostics: { shortDiagnostics: unknown[] } | null): string {
  return (diagnostics?.shortDiagnostics ?? []).map((one) => (one as { message: string }).message).join('; ');
}
