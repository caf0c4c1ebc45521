"""The advisory council: seats, referrals, conflicts, votes, meetings and minutes. It has never heard of licences."""
