-- How many points the rules of thumb give the lead and the account on the cutoff day.
{{ points_of_rules('contractor_lead', [
    'features_contractor_lead__profile',
    'features_contractor_lead__account',
    'features_contractor_lead__market',
]) }}
