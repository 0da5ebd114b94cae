"""The closed set of 24 intents."""

from typing import Literal

Label = Literal[
    "book_service",
    "emergency_gas",
    "emergency_co",
    "emergency_electrical_fire",
    "no_heat",
    "no_cooling",
    "water_leak",
    "strange_noise_or_smell",
    "maintenance_tuneup",
    "install_quote",
    "reschedule",
    "cancel",
    "appointment_status",
    "technician_eta",
    "pricing",
    "hours_location",
    "service_area",
    "warranty_membership",
    "billing_payment",
    "speak_to_human",
    "affirm",
    "deny",
    "goodbye",
    "out_of_scope",
]
