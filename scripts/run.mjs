import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const running = new Set();
let forwarding = false;

/**
 * Runs a program in the repository's folder and gives its exit code (a signal counts as 128 and its number, a program
 * that cannot be started as 127). Signals that we get are passed on. With `quiet`, what it prints is kept and given
 * back as `output` instead of being shown.
 */
export function run(command, args, { quiet = false, env = process.env } = {}) {
  forwardSignals();
  return new Promise((resolve) => {
    let output = '';
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(command, args, { cwd: root, env, stdio });
    running.add(child);
    for (const stream of quiet ? [child.stdout, child.stderr] : []) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    const end = (code) => {
      running.delete(child);
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output += `${command}: ${error.message}\n`;
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? 128 + constants.signals[signal]));
  });
}

function forwardSignals() {
  if (forwarding) return;
  forwarding = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Nothing to pass it on to: then it is meant for us.
      if (running.size === 0) process.exit(128 + constants.signals[signal]);
      for (const child of running) child.kill(signal);
    });
  }
}

/** One short message in both languages. */
export function say(zh, en) {
  console.log(`${zh}\n${en}`);
}
