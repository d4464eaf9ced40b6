/** What is heard and felt: a tired person does not always look. */
export type Signal = 'saved' | 'warn' | 'alarm' | 'error';

const tunes: Record<Signal, { notes: readonly [frequency: number, ms: number][]; buzz: readonly number[] }> =
  {
    saved: { notes: [[880, 60]], buzz: [30] },
    warn: {
      notes: [
        [520, 120],
        [0, 60],
        [520, 120],
      ],
      buzz: [80, 60, 80],
    },
    alarm: {
      notes: [
        [740, 160],
        [0, 50],
        [587, 160],
        [0, 50],
        [740, 260],
      ],
      buzz: [200, 80, 200, 80, 300],
    },
    error: { notes: [[220, 300]], buzz: [300] },
  };

let audio: AudioContext | undefined;

/** Plays a short tune and vibrates. Silent phones only vibrate; nothing here ever fails loudly. */
export function signal(kind: Signal, sound: boolean): void {
  try {
    navigator.vibrate?.([...tunes[kind].buzz]);
    if (!sound || typeof AudioContext === 'undefined') return;
    audio ??= new AudioContext();
    if (audio.state === 'suspended') void audio.resume();
    let at = audio.currentTime;
    for (const [frequency, ms] of tunes[kind].notes) {
      if (frequency > 0) playNote(audio, frequency, at, ms / 1000);
      at += ms / 1000;
    }
  } catch {
    // A phone without sound still has the colour, the icon and the word.
  }
}

function playNote(context: AudioContext, frequency: number, at: number, seconds: number): void {
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  tone.type = 'triangle';
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0.25, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + seconds);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + seconds);
}
