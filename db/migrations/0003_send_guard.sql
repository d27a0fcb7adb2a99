CREATE TABLE "send_decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"allowed" boolean NOT NULL,
	"reason" text,
	"observed" text[] NOT NULL,
	"purpose" text NOT NULL,
	"country" text NOT NULL,
	"prefix" text NOT NULL,
	"sender" text NOT NULL,
	"price" integer NOT NULL,
	"captcha_way" text NOT NULL,
	"captcha_level" text
);
--> statement-breakpoint
CREATE TABLE "send_levers" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "send_decisions_time_index" ON "send_decisions" USING btree ("created_at");