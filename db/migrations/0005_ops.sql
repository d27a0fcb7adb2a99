CREATE TYPE "public"."tally_step" AS ENUM('hour', 'day');--> statement-breakpoint
CREATE TABLE "prefix_days" (
	"day" date NOT NULL,
	"country" text NOT NULL,
	"prefix" text NOT NULL,
	"sender" text NOT NULL,
	"sent" bigint NOT NULL,
	"delivered" bigint NOT NULL,
	"verified" bigint NOT NULL,
	CONSTRAINT "prefix_days_day_country_prefix_sender_pk" PRIMARY KEY("day","country","prefix","sender")
);
--> statement-breakpoint
CREATE TABLE "tally_totals" (
	"step" "tally_step" NOT NULL,
	"start" timestamp with time zone NOT NULL,
	"name" text NOT NULL,
	"country" text NOT NULL,
	"sender" text NOT NULL,
	"label" text NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "tally_totals_step_start_name_country_sender_label_pk" PRIMARY KEY("step","start","name","country","sender","label")
);
--> statement-breakpoint
CREATE INDEX "prefix_days_sent_index" ON "prefix_days" USING btree ("day","sent" DESC);--> statement-breakpoint
CREATE INDEX "prefix_days_open_index" ON "prefix_days" USING btree ("day",("sent" - "verified") desc);--> statement-breakpoint
CREATE INDEX "tallies_prefix_index" ON "tallies" USING btree ("prefix" text_pattern_ops,"hour") WHERE prefix <> '';
--> statement-breakpoint
CREATE FUNCTION "roll_up_tallies"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'TRUNCATE' THEN
		TRUNCATE tally_totals, prefix_days;
		RETURN NULL;
	END IF;
	-- One at a time: two that add to the same rows in another order would wait for each other.
	PERFORM pg_advisory_xact_lock(7046232);
	IF TG_OP <> 'DELETE' THEN
		INSERT INTO tally_totals AS known (step, start, name, country, sender, label, count)
		SELECT each::tally_step, date_trunc(each, hour, 'UTC'), name, country, sender, label, sum(count)
		FROM added CROSS JOIN unnest(ARRAY['hour', 'day']) AS each GROUP BY 1, 2, 3, 4, 5, 6
		ON CONFLICT (step, start, name, country, sender, label) DO UPDATE SET count = known.count + excluded.count;
		INSERT INTO prefix_days AS known (day, country, prefix, sender, sent, delivered, verified)
		SELECT (hour AT TIME ZONE 'UTC')::date, country, prefix, sender,
			coalesce(sum(count) FILTER (WHERE name = 'sent'), 0),
			coalesce(sum(count) FILTER (WHERE name = 'delivered'), 0),
			coalesce(sum(count) FILTER (WHERE name = 'verified'), 0)
		FROM added WHERE prefix <> '' AND name IN ('sent', 'delivered', 'verified') GROUP BY 1, 2, 3, 4
		ON CONFLICT (day, country, prefix, sender) DO UPDATE SET sent = known.sent + excluded.sent,
			delivered = known.delivered + excluded.delivered, verified = known.verified + excluded.verified;
	END IF;
	IF TG_OP <> 'INSERT' THEN
		UPDATE tally_totals AS known SET count = known.count - gone.count
		FROM (
			SELECT each::tally_step AS step, date_trunc(each, hour, 'UTC') AS start, name, country, sender, label,
				sum(count) AS count
			FROM removed CROSS JOIN unnest(ARRAY['hour', 'day']) AS each GROUP BY 1, 2, 3, 4, 5, 6
		) AS gone
		WHERE (known.step, known.start, known.name, known.country, known.sender, known.label)
			= (gone.step, gone.start, gone.name, gone.country, gone.sender, gone.label);
		UPDATE prefix_days AS known SET sent = known.sent - gone.sent,
			delivered = known.delivered - gone.delivered, verified = known.verified - gone.verified
		FROM (
			SELECT (hour AT TIME ZONE 'UTC')::date AS day, country, prefix, sender,
				coalesce(sum(count) FILTER (WHERE name = 'sent'), 0) AS sent,
				coalesce(sum(count) FILTER (WHERE name = 'delivered'), 0) AS delivered,
				coalesce(sum(count) FILTER (WHERE name = 'verified'), 0) AS verified
			FROM removed WHERE prefix <> '' AND name IN ('sent', 'delivered', 'verified') GROUP BY 1, 2, 3, 4
		) AS gone
		WHERE (known.day, known.country, known.prefix, known.sender)
			= (gone.day, gone.country, gone.prefix, gone.sender);
	END IF;
	IF TG_OP = 'DELETE' THEN
		DELETE FROM tally_totals WHERE count = 0 AND (step, start) IN (
			SELECT each::tally_step, date_trunc(each, hour, 'UTC')
			FROM removed CROSS JOIN unnest(ARRAY['hour', 'day']) AS each
		);
		DELETE FROM prefix_days WHERE sent = 0 AND delivered = 0 AND verified = 0
			AND day IN (SELECT (hour AT TIME ZONE 'UTC')::date FROM removed);
	END IF;
	RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER "tallies_added" AFTER INSERT ON "tallies" REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_tallies"();--> statement-breakpoint
CREATE TRIGGER "tallies_changed" AFTER UPDATE ON "tallies" REFERENCING OLD TABLE AS removed NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_tallies"();--> statement-breakpoint
CREATE TRIGGER "tallies_removed" AFTER DELETE ON "tallies" REFERENCING OLD TABLE AS removed
	FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_tallies"();--> statement-breakpoint
CREATE TRIGGER "tallies_truncated" AFTER TRUNCATE ON "tallies"
	FOR EACH STATEMENT EXECUTE FUNCTION "roll_up_tallies"();
