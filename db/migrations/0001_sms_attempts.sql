ALTER TYPE "public"."sms_status" RENAME VALUE 'accepted' TO 'sending';--> statement-breakpoint
ALTER TABLE "sms_messages" ADD COLUMN "request_id" uuid;--> statement-breakpoint
UPDATE "sms_messages" SET "request_id" = "id";--> statement-breakpoint
ALTER TABLE "sms_messages" ALTER COLUMN "request_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "sms_messages" ADD COLUMN "challenge_hash" text;--> statement-breakpoint
CREATE INDEX "sms_messages_receipt_index" ON "sms_messages" USING btree ("provider","provider_message_id");--> statement-breakpoint
CREATE INDEX "sms_messages_challenge_index" ON "sms_messages" USING btree ("challenge_hash");--> statement-breakpoint
CREATE INDEX "sms_messages_sending_index" ON "sms_messages" USING btree ("created_at") WHERE status = 'sending';
