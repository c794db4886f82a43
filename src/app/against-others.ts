// Where a run lies among others, on its page and after it was measured. Asks for /devices and no more. Rests on
// reading-client.ts and components/.
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DeviceList } from '../contract/devices.ts';
import type { Verification } from '../contract/proof.ts';
import type { Run } from '../contract/run.ts';
import { hasMeasurement } from '../device-model/fit.ts';
import { gpuName } from '../report/gpu-name.ts';
import { publishedSummary } from '../report/published-summary.ts';
import { baseStyles } from '../components/styles-base.ts';
import '../components/sw-against.ts';
import type { Answer } from './client.ts';
import { fetchDevices } from './reading-client.ts';

@localized()
@customElement('sw-against-others')
export class AgainstOthers extends LitElement {
  static override styles = [baseStyles];

  @property({ attribute: false }) run: Run | undefined;
  @property({ attribute: false }) verification: Verification | null = null;
  @state() private answer: Answer<DeviceList> | undefined;
  private peak: number | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('run') || this.run === undefined) return;
    this.peak = hasMeasurement(this.run) ? publishedSummary(this.run).peak_flop_per_second.value : undefined;
    if (this.peak !== undefined) void this.load(this.run);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { run, answer, peak } = this;
    if (run === undefined || peak === undefined || answer === undefined) return nothing;
    if (answer.kind !== 'ok')
      return html`<p class="soft" role="status">${msg('Other runs cannot be compared with now:')} ${answer.message}</p>`;
    return html`<sw-against
      .devices=${answer.value.devices}
      .gpu=${gpuName(run.device.gpu)}
      .peak=${peak}
      .verified=${this.verification?.verified_flop_per_second ?? null}
    ></sw-against>`;
  }

  private async load(run: Run): Promise<void> {
    const answer = await fetchDevices(Number(run.suite.version.split('.')[0]));
    if (run === this.run) this.answer = answer;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sw-against-others': AgainstOthers;
  }
}
