-- A phone may belong to a unit instead of a post: that of a community officer stands nowhere in particular.

ALTER TABLE access.device
  ALTER COLUMN post DROP NOT NULL,
  ADD COLUMN unit uuid,
  ADD FOREIGN KEY (county, unit) REFERENCES access.unit (county, id) ON DELETE RESTRICT,
  ADD CHECK ((post IS NULL) <> (unit IS NULL));
COMMENT ON COLUMN access.device.post IS 'The post where it is now; where it was stands in device_post. Null for a phone of a unit';
COMMENT ON COLUMN access.device.unit IS 'The unit whose people it serves; null for a phone at a post';

ALTER TABLE access.enrolment
  ALTER COLUMN post DROP NOT NULL,
  ADD COLUMN unit uuid,
  ADD CHECK ((post IS NULL) <> (unit IS NULL));
