namespace Penstock.Resources;

/// <summary>Whether a fault says that somebody else holds the database, which is no bug.</summary>
internal delegate bool BusyFault(Exception fault);
