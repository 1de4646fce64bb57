namespace Penstock.Dialects.Governed;

/// <summary>A member that says the most tokens of an answer, and where it stands in the body.</summary>
/// <param name="Name">Its name.</param>
/// <param name="NameStart">Where its name begins, the quote included.</param>
/// <param name="Start">Where its value begins.</param>
/// <param name="End">Where its value ends.</param>
/// <param name="Value">Its value; null where that is null, -1 where it says that there is no limit.</param>
/// <param name="Counts">Whether it is the dialect's own, and no other server's.</param>
internal readonly record struct CapMember(string Name, int NameStart, int Start, int End, long? Value, bool Counts);
