// Copies, downloads and takes in results for the page it stands on. Rests on report/export.ts and sw-share.
// Emits `compare` with the Run of a file that was dropped, and without one when it is taken away again.
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Submission } from '../contract/api.ts';
import type { Run } from '../contract/run.ts';
import { toCsv, toMarkdown } from '../report/export.ts';
import { gpuName } from '../report/gpu-name.ts';
import type { Report } from '../report/report-document.ts';
import type { FileDrop, ShareCopy, ShareFormat } from '../components/sw-share.ts';
import '../components/sw-share.ts';
import { documentText, readResultFile } from './result-file.ts';

export interface Compare {
  readonly run: Run | undefined;
}

@customElement('sw-share-desk')
export class ShareDesk extends LitElement {
  @property({ attribute: false }) submission: Submission | undefined;
  @property({ attribute: false }) report: Report | undefined;
  @state() private done: ShareFormat | 'download' | undefined;
  @state() private error = '';
  @state() private beside = '';

  protected override render(): TemplateResult {
    return html`<sw-share
      .done=${this.done}
      .error=${this.error}
      .besideName=${this.beside}
      @share-copy=${this.copy}
      @share-download=${this.download}
      @file-drop=${this.take}
      @file-remove=${this.takeAway}
    ></sw-share>`;
  }

  private async copy({ detail: { format } }: CustomEvent<ShareCopy>): Promise<void> {
    this.done = undefined;
    try {
      await navigator.clipboard.writeText(this.textOf(format));
      this.done = format;
      this.error = '';
    } catch (error) {
      this.error = `not copied: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  private textOf(format: ShareFormat): string {
    const { submission, report } = this;
    if (submission === undefined || report === undefined) throw new Error('there is no result yet');
    switch (format) {
      case 'link':
        return location.href;
      case 'markdown':
        return toMarkdown(report);
      case 'csv':
        return toCsv(report);
      case 'json':
        return documentText(submission);
      default:
        return format satisfies never;
    }
  }

  private download(): void {
    const { submission } = this;
    if (submission === undefined) return;
    const url = URL.createObjectURL(new Blob([documentText(submission)], { type: 'application/json' }));
    const anchor = Object.assign(document.createElement('a'), {
      href: url,
      download: `scalewall-${submission.digest.slice(7, 19)}.json`,
    });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    this.done = 'download';
  }

  private async take({ detail: { file } }: CustomEvent<FileDrop>): Promise<void> {
    const read = await readResultFile(file);
    this.error = read.kind === 'refused' ? read.message : '';
    if (read.kind === 'refused') return;
    this.beside = gpuName(read.submission.run.device.gpu);
    this.compare(read.submission.run);
  }

  private takeAway(): void {
    this.beside = '';
    this.compare(undefined);
  }

  private compare(run: Run | undefined): void {
    this.dispatchEvent(new CustomEvent<Compare>('compare', { detail: { run } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-share-desk': ShareDesk;
  }
}
