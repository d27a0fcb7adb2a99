'use client';
import { Breakers } from './breakers';
import { CaptchaFailures } from './captcha-failures';
import { Funnel } from './funnel';
import { Groups } from './groups';
import { Journal } from './journal';
import { Latency } from './latency';
import { Levers } from './levers';
import { Money } from './money';
import { OverTime } from './over-time';
import { Prefixes } from './prefixes';
import { Reasons } from './reasons';
import type { Figures } from './use-view';

/** All there is to see, the whole before its parts. */
export function Board({ figures, onPulled }: { figures: Figures; onPulled: () => void }) {
  return (
    <div className="board">
      <Funnel steps={figures.funnel} />
      <OverTime figures={figures} />
      <Money budgets={figures.guard.budgets} />
      <CaptchaFailures figures={figures} />
      <Breakers breakers={figures.breakers} senders={figures.senders} />
      <Reasons of="refusals" counts={figures.refusals} />
      <Reasons of="guard" counts={figures.guardRefusals} />
      <Latency figures={figures} />
      <Groups of="countries" groups={figures.countries} />
      <Groups of="senders" groups={figures.senders} />
      <Prefixes of="most" prefixes={figures.prefixes.most} />
      <Prefixes of="open" prefixes={figures.prefixes.open} />
      <Levers guard={figures.guard} onPulled={onPulled} />
      <Journal entries={figures.journal} />
    </div>
  );
}
