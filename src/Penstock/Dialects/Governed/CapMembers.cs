using System.Runtime.CompilerServices;

namespace Penstock.Dialects.Governed;

/// <summary>Room for those of one body.</summary>
[InlineArray(Length)]
internal struct CapMembers
{
    /// <summary>How many there is room for.</summary>
    public const int Length = 6;

    private CapMember _first;
}
