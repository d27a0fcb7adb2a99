import type { Case } from '../cases';
import { invite } from '../honest';
import { addressOf } from '../numbers';
import { CAMPAIGN_BUDGET } from '../policies';
import { isStemmed, pump } from './pumping';

const HOUR = 3600;

/** One of those that the attackers of (l) are after too. */
const CAMPAIGN_COUNTRY = 'ID';

/** Nobody has ever signed up from there. A shorter one has as many people a minute. */
export const campaign: Case = {
  title: 'a campaign: 5,000 honest sign-ups in an hour in a new country',
  seed: 0x10,
  small: { people: 125, hours: 1 / 40 },
  full: { people: 5000, hours: 1 },
  configuration: CAMPAIGN_BUDGET,
  play(stage, { people, hours }) {
    invite(stage, { people, within: hours * HOUR, country: CAMPAIGN_COUNTRY });
  },
  target: {
    words: '≥ 99 % served',
    holds: ({ served, honest }) => served >= 0.99 * honest,
  },
};

export const university: Case = {
  title: 'a university behind one address: 400 honest sign-ups in an hour',
  seed: 0x11,
  small: { people: 80, hours: 1 / 5 },
  full: { people: 400, hours: 1 },
  play(stage, { people, hours }) {
    const address = addressOf(stage.random);
    invite(stage, { people, within: hours * HOUR, country: 'CN', address });
  },
  target: {
    words: '≥ 95 % served',
    holds: ({ served, honest }) => served >= 0.95 * honest,
  },
};

/** The campaign begins an hour into the attack. */
export const pumpedCampaign: Case = {
  title: 'attack (d) during campaign (j)',
  seed: 0x12,
  small: { people: 125, hours: 6, addresses: 6, countries: 2, prefixes: 1 },
  full: { people: 5000, hours: 24, addresses: 10_000, countries: 5, prefixes: 10 },
  configuration: CAMPAIGN_BUDGET,
  play(stage, size) {
    pump(stage, size);
    const { people } = size;
    invite(stage, {
      people,
      within: (people / 5000) * HOUR,
      from: HOUR,
      country: CAMPAIGN_COUNTRY,
    });
  },
  target: {
    words: '≥ 95 % of the honest served, and as (d)',
    holds: (outcome, size) => outcome.served >= 0.95 * outcome.honest && isStemmed(outcome, size),
  },
};
