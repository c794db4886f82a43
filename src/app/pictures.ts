// The pictures that the service draws of runs and devices, and where they are. Rests on contract/.
import { msg, str } from '@lit/localize';
import type { StoredRun } from '../contract/api.ts';
import { gpuName } from '../report/gpu-name.ts';
import type { Picture } from '../components/sw-snippets.ts';

export function runPictures({ id, submission }: StoredRun, origin: string): readonly Picture[] {
  const gpu = gpuName(submission.run.device.gpu);
  return [
    { name: msg('Badge'), url: `${origin}/api/v1/runs/${id}/badge.svg`, alt: msg(str`Scalewall result of ${gpu}`) },
    {
      name: msg('Chart'),
      url: `${origin}/api/v1/runs/${id}/chart.svg`,
      alt: msg(str`Throughput of ${gpu} against model size, measured with Scalewall`),
    },
  ];
}

export function devicePictures(gpu: string, origin: string): readonly Picture[] {
  return [
    {
      name: msg('Badge'),
      url: `${origin}/api/v1/devices/${encodeURIComponent(gpu)}/badge.svg`,
      alt: msg(str`Scalewall results of ${gpu}`),
    },
  ];
}
