"""Invented names: common given and family names put together at random.

Some are long, some carry accents, apostrophes and hyphens, because real lists do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random


def _words(text: str) -> list[str]:
    return text.split()


FAMILY = _words(
    """
Abernathy Adkins Amaya Ashcraft Avery Ballard Barlow Beasley Becker Bellamy Benítez Birdwell
Blackwood Bostick Brannon Brantley Brewer Briscoe Broussard Buckner Burdette Caballero Cantrell
Carmichael Castañeda Chávez Choate Clemons Coffey Colbert Conley Cordell Cotton Crenshaw
Crockett Culpepper Daugherty Deckard Delacroix Díaz Dillard Dockery Donahue Driscoll Dubose
Duffy Dunlap Eastman Eberly Ellery Emberton Esparza Estévez Everhart Fairbanks Farley Fenwick
Figueroa Fitzhugh Flanagan Fontaine Forsythe Fulcher Gaither Gallegos García Gentry Gilcrease
Goforth Granger Greathouse Guerrero Hadley Halvorsen Hargrove Hatcher Hawthorne Hernández
Hightower Holcomb Holloway Hostetler Huckaby Ibarra Ingersoll Ironside Jernigan Jessup Jiménez
Juárez Keating Kessler Kettler Kilgore Kincaid Kirkpatrick Ladner Landrum Lassiter Ledbetter
Leflore Littlejohn Lockhart Lovelace Lucero Mabry Macklin Malone Marchetti Márquez Mayfield
McAlister McClendon McKinnon Medina Merriweather Mercado Mobley Montgomery Morningstar Muñoz
Nakai Nesbitt Nguyen Norwood Núñez Oakley Ocampo Okafor Oquendo Ortega Osborne Overstreet
Oyelaran Padgett Páez Parnell Peebles Pemberton Pérez Pickering Pineda Pohlman Prewitt Pruitt
Quarles Quiñones Quisenberry Rainwater Ramírez Rathbone Redbird Renfroe Ríos Ridgeway Robledo
Rosales Rutherford Saldaña Sandoval Satterfield Scarborough Sepúlveda Shackelford Shelby
Singletary Skaggs Sorrell Spearman Standifer Stanfield Strickland Swearingen Tackett Tallchief
Tanaka Teague Thibodeaux Thornhill Tibbs Tisdale Treviño Turnipseed Underhill Upchurch Urrutia
Valdez Vann Vasquez Villanueva Waddell Wainwright Walkingstick Weatherford Whitaker Whitekiller
Whitlock Wigginton Willoughby Winfrey Womack Wyatt Yarbrough Yazzie Youngblood Zamora Zapata
Zielinski Zúñiga O'Dell O'Rourke D'Angelo Ngũgĩ Tāwhiri Rangihuia Kūpenga Søndergaard
Łukaszewski Müller Çelik
"""
)

LONG_FAMILY = [
    "Wolfeschlegelstein-Hausenberger",
    "Fernández de la Vega Santa Cruz",
    "Papadimitrakopoulos-Anagnostou",
    "Te Whāngārei-Montgomery",
    "van der Westhuizen-Oosterhout",
]

MALE = _words(
    """
Aaron Adam Adrián Alejandro Allen Amos Andre Andrés Anthony Antoine Arturo Austin Barrett Beau
Benjamin Bernard Blake Brandon Brent Bryce Caleb Calvin Cameron Carl Cedric Chad Chester
Clarence Clay Clifton Cody Cole Conor Corey Curtis Damián Damon Darnell Darrell David Dean
Demetrius Dennis Derek Desmond Devin Dominic Donnell Duane Dustin Dwight Earl Eddie Eduardo Eli
Emilio Enrique Ernesto Ethan Eugene Evan Everett Fabián Felix Floyd Francisco Franklin Gabriel
Garrett Gavin Gerald Gilbert Glenn Grady Grant Harold Hassan Héctor Henry Ian Ignacio Isaac
Isaiah Israel Ivan Jackson Jamal Jared Javier Jerome Jesse Joaquín Joel Jordan José Julián
Justin Keith Kelvin Kendrick Kenneth Kyle Lamar Lance Lawrence Leland Leon Leroy Lester Levi
Lloyd Lonnie Luis Luke Malcolm Malik Marcus Mario Marvin Mason Mateo Maurice Miguel Miles
Mitchell Moses Nathaniel Neil Nolan Omar Orlando Oscar Otis Pablo Percy Perry Preston Quentin
Rafael Ramón Randall Raúl Raymond Reuben Ricardo Roderick Roland Roman Ruben Rufus Salvador
Samuel Saúl Sebastián Seth Shane Shaun Sidney Simón Spencer Stanley Sterling Terrell Thien
Timothy Tobias Tomás Travis Trent Trevor Tristan Tyrone Vernon Víctor Vincent Virgil Wade
Wallace Walter Warren Wendell Wesley Wilbur Willard Xavier Zachary
"""
)

FEMALE = _words(
    """
Abigail Adriana Alicia Alma Amanda Amber Ana Andrea Angela Anita April Ashley Audrey Beatriz
Belinda Bernadette Bethany Bianca Bonnie Brenda Brooke Camila Candace Carla Carmen Cassandra
Cecilia Charlene Christina Claudia Constance Crystal Cynthia Daisy Dana Danielle Deborah Denise
Desirée Diana Dolores Donna Edith Elena Elisa Esperanza Estelle Eva Faith Felicia Fern Gloria
Grace Graciela Gwendolyn Hannah Heather Helen Inés Irene Iris Isabel Jacqueline Janelle Jasmine
Jessica Joanne Jolene Josefina Joyce Juanita Judith Karen Katrina Keisha Kendra Kimberly Lakisha
Latoya Laura Leticia Lorena Lucía Luz Marisol Martha Mercedes Michelle Miranda Mónica Nadia
Natalie Nina Noemí Norma Olivia Paloma Patricia Paula Pearl Raquel Rebecca Renée Rhonda Rosa
Roxanne Ruth Sabrina Samantha Sandra Shanice Shelby Sofía Sonia Stephanie Sylvia Tamara Tanya
Tasha Teresa Tiffany Valeria Vanessa Verónica Vivian Wanda Whitney Yesenia Yolanda Yvette Zoe
"""
)


def person_name(random: Random, sex: str) -> tuple[str, str]:
    """(family name, given names) of somebody who does not exist."""
    family = random.choice(LONG_FAMILY) if random.random() < 0.006 else random.choice(FAMILY)
    if random.random() < 0.05 and "-" not in family and " " not in family:
        family = f"{family}-{random.choice(FAMILY)}"
    given = FEMALE if sex == "female" else MALE
    names = [random.choice(given)]
    if random.random() < 0.6:
        names.append(random.choice(given))
    return family, " ".join(dict.fromkeys(names))
