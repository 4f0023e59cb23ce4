// The list of all behaviours, by topic.

import { addresses } from './addresses.mjs';
import { candidates } from './candidates.mjs';
import { channels } from './channels.mjs';
import { closing } from './closing.mjs';
import { configuration } from './configuration.mjs';
import { constructor } from './constructor.mjs';
import { descriptions } from './descriptions.mjs';
import { events } from './events.mjs';
import { media } from './media.mjs';
import { negotiation } from './negotiation.mjs';
import { offers } from './offers.mjs';
import { shape } from './shape.mjs';
import { statistics } from './statistics.mjs';

/**
 * What one connection does, as JSON can hold it, the same in every run. A behaviour that throws is broken: what is to
 * throw is asked through outcome().
 * @typedef {[name: string, section: string, run: (PC: typeof RTCPeerConnection, t: ReturnType<typeof import('./tools.mjs').tools>) => unknown]} Behaviour
 *   section is the anchor in the specification (webrtc-pc unless it names another) that says what should happen
 */

/** @type {Record<string, Behaviour[]>} */
export const topics = { constructor, shape, candidates, descriptions, offers, configuration, events, negotiation, statistics, closing, media, channels, addresses };
