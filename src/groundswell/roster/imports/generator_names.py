"""Invented names for generated districts. Any likeness to a person or a school is chance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """What a generated district draws from: given and family names, and words that make school names."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    places: tuple[str, ...]
    features: tuple[str, ...]
    district: str = "Riverbend County Schools"
    domain: str = "riverbend.example"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


RIVERBEND = Names(
    given=_words(
        "Ada Amara Amir Ana Andre Anika Ari Asha Ayla Beatriz Ben Brianna Caleb Camila Carmen Chen Clara "
        "Cora Dalia Damon Daniela Darius Delia Diego Dina Elena Eli Emeka Emilia Esme Ethan Ezra Farah "
        "Felix Fiona Gabriel Gia Grace Hana Hassan Hector Imani Ines Iris Isaac Ivy Jada Jamal Jana "
        "Javier Jonah Josefina Juno Kai Kamala Keisha Khalid Kiran Lamar Laila Leah Lena Leo Lila Lucia "
        "Luis Mai Malik Manuel Mara Marcus Mateo Maya Mei Mila Minh Mira Nadia Naomi Nia Nico Noah Noor "
        "Nora Olive Omar Orla Oscar Paloma Paul Petra Priya Quinn Rafael Rania Reza Rosa Ruben Ruth "
        "Sadia Salma Samuel Sana Selma Seth Silas Simone Sofia Soren Talia Tariq Tess Theo Tomas Uma "
        "Valeria Vera Victor Wanda Wren Xavier Yara Yusuf Zain Zara Zoe"
    ),
    family=_words(
        "Abara Adler Aguilar Albright Alston Amadi Arroyo Ashby Baird Banerjee Barrow Bautista Beckett "
        "Benoit Bly Boone Brandt Cabrera Calloway Cardoso Castle Chandra Cheng Coates Cordero Crane Cruz "
        "Dalton Danso Das Delgado Devlin Diaz Dorsey Doyle Duarte Easley Eze Fallon Farouk Fenwick "
        "Fischer Flores Fontaine Gadsden Gaines Garza Ghosh Goodwin Greer Gupta Guzman Hadley Haddad "
        "Halloran Harlow Hatch Hayashi Hollis Huang Ibarra Iqbal Ivers Jansen Jarrett Jimenez Kamara "
        "Kaplan Kaur Keane Kendrick Kimani Kowalski Lacey Lam Landry Leal Lim Lindqvist Locke Lozano Ly "
        "Mabry Maddox Malone Mansour Marsh Medina Mendes Mercer Moreau Mwangi Naidu Navarro Neal Nguyen "
        "Nolan Novak Obi Ochoa Okafor Oliveira Ortega Osei Pacheco Padilla Park Patel Pham Pike Pryor "
        "Quintero Rahman Ramos Reyes Rhodes Rivas Romero Rowe Saito Salazar Santos Sato Sayegh Shah "
        "Sloan Solis Soto Stroud Tadesse Tran Trujillo Tully Underhill Vang Vargas Vance Vega Wada Walsh "
        "Ward Weir Whitaker Wu Xiong Yates Yoder Zamora Zeller"
    ),
    places=_words(
        "Alder Amber Arbor Ash Aspen Beacon Birch Bluff Briar Brook Cedar Clover Copper Cotton Crane "
        "Crescent Dogwood Eagle Elder Elm Fern Flint Foxglove Granite Hazel Heron Hickory Holly Ironwood "
        "Juniper Kestrel Laurel Linden Locust Magnolia Maple Meadow Mill Oak Orchard Osprey Otter Pecan "
        "Pine Poplar Quail Redbud Reed Rowan Sage Sandstone Sparrow Spruce Stone Sumac Sycamore Tamarack "
        "Thistle Walnut Willow Winding Wren"
    ),
    features=_words(
        "Bend Creek Crossing Falls Field Ford Glen Grove Hill Hollow Lake Park Point Ridge Run Valley"
    ),
)
