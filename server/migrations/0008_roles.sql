-- Roles of those who work on lists and directives.

ALTER TABLE access.role_grant DROP CONSTRAINT role_grant_role_check;
ALTER TABLE access.role_grant ADD CONSTRAINT role_grant_role_check CHECK (role IN ('checkpoint_crew', 'checkpoint_lead', 'community_officer', 'unit_lead', 'verification_desk', 'task_force_lead', 'data_desk', 'signer', 'commander', 'system_admin', 'security_admin', 'auditor'));
