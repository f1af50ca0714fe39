-- How many points the rules of thumb give the lead of a dealership on the cutoff day.
{{ points_of_rules('car_lead', [
    'features_car_lead__profile',
    'features_car_lead__vehicle',
    'features_car_lead__interaction',
    'features_car_lead__dealer',
]) }}
