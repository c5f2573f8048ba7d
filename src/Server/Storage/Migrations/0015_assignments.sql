-- Of two offers for one device the one with the higher counter is the newer; it is signed with the offer. Offers made
-- before there was one keep their order, below the first that is drawn from a clock.
ALTER TABLE update_offer ADD COLUMN counter INTEGER NOT NULL DEFAULT 0;
UPDATE update_offer SET counter = id;
CREATE UNIQUE INDEX update_offer_counter ON update_offer (device, counter);
