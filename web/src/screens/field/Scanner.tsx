import { type ReactNode, useEffect, useRef, useState } from 'react';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { useWords } from '../../i18n/field/words.ts';
import { Banner } from '../../ui/touch/Banner.tsx';
import { Button } from '../../ui/touch/Button.tsx';
import { Screen } from '../../ui/touch/Screen.tsx';

// The decoder comes from our own origin and is put by with the app: the library's default is a CDN.
prepareZXingModule({
  overrides: {
    locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasmUrl : prefix + path),
  },
});

const SIDE = 720;
const EVERY_MS = 180;
const options = { formats: ['QRCode'] as ['QRCode'], tryHarder: true, maxNumberOfSymbols: 1 };

type Props = { title: string; children?: ReactNode; onText: (text: string) => boolean; onClose: () => void };

/** Reads a QR code with the camera, or from a photo where there is none. `onText` says whether it was the right one. */
export default function Scanner({ title, children, onText, onClose }: Props) {
  const words = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [camera, setCamera] = useState<'opening' | 'open' | 'none'>('opening');
  const [nothing, setNothing] = useState(false);
  const taken = useRef(onText);
  taken.current = onText;

  useEffect(() => {
    let stopped = false;
    let stream: MediaStream | undefined;
    const watch = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: 'environment', width: { ideal: 1280 } },
          audio: false,
        });
        const element = video.current;
        if (stopped || element === null) return stop();
        element.srcObject = stream;
        await element.play();
        setCamera('open');
        while (!stopped) {
          const text = await readFrame(element);
          if (text !== undefined && !stopped && taken.current(text)) return;
          await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
        }
      } catch {
        if (!stopped) setCamera('none');
      }
    };
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    void watch();
    return () => {
      stopped = true;
      stop();
    };
  }, []);

  const fromFile = async (file: File | undefined) => {
    if (file === undefined) return;
    const results = await readBarcodes(file, options).catch(() => []);
    const text = results.find(({ isValid }) => isValid)?.text;
    setNothing(text === undefined);
    if (text !== undefined) taken.current(text);
  };
  const footer = (
    <label className="button tone-primary wide file-button">
      <span>{words('scan.file')}</span>
      <input
        type="file"
        accept="image/*"
        data-testid="scan-file"
        onChange={(event) => {
          void fromFile(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </label>
  );
  return (
    <Screen title={title} back={{ label: words('back'), onPress: onClose }} footer={footer} name="scanner">
      {children}
      {camera === 'none' && <Banner tone="info">{words('scan.noCamera')}</Banner>}
      {nothing && <Banner tone="warn">{words('scan.nothing')}</Banner>}
      <div className="viewfinder" hidden={camera === 'none'}>
        <video ref={video} playsInline muted aria-label={words('scan.lead')} />
        <span className="frame" />
      </div>
      {camera !== 'none' && <p className="lead center">{words('scan.lead')}</p>}
      {camera === 'none' && <Button onPress={onClose}>{words('back')}</Button>}
    </Screen>
  );
}

/** The text of a code in the middle of the picture: a centre square is enough and four times as quick. */
async function readFrame(element: HTMLVideoElement): Promise<string | undefined> {
  const side = Math.min(element.videoWidth, element.videoHeight);
  if (side === 0) return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.min(side, SIDE);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return undefined;
  const [x, y] = [(element.videoWidth - side) / 2, (element.videoHeight - side) / 2];
  context.drawImage(element, x, y, side, side, 0, 0, canvas.width, canvas.height);
  const results = await readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height), options);
  return results.find(({ isValid }) => isValid)?.text;
}
