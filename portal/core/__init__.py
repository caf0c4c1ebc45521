"""The ground floor: refusals, policies, workflows, events, outbox, attachments, calendar."""
