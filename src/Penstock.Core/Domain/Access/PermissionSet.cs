namespace Penstock.Domain.Access;

/// <summary>A set of permissions.</summary>
public readonly record struct PermissionSet
{
    private readonly ulong _bits;

    private PermissionSet(ulong bits) => _bits = bits;

    /// <summary>Nothing.</summary>
    public static readonly PermissionSet None;

    /// <summary>Everything.</summary>
    public static readonly PermissionSet All = Of(Enum.GetValues<Permission>());

    /// <summary>What a key of nobody's may: call models and see its own usage.</summary>
    public static readonly PermissionSet Calls = Of(Permission.CallsMake, Permission.OwnUsageRead);

    /// <summary>A set.</summary>
    public static PermissionSet Of(params ReadOnlySpan<Permission> permissions)
    {
        var bits = 0UL;
        foreach (var permission in permissions)
        {
            bits |= 1UL << (int)permission;
        }

        return new PermissionSet(bits);
    }

    /// <summary>Whether a permission is in it.</summary>
    public bool Has(Permission permission) => (_bits & (1UL << (int)permission)) != 0;

    /// <summary>Whether all of another set is in it: who gives a role must have what it gives.</summary>
    public bool Covers(PermissionSet other) => (other._bits & ~_bits) == 0;

    /// <summary>What is in it, in the order of <see cref="Permission"/>.</summary>
    public IEnumerable<Permission> Each()
    {
        var bits = _bits;
        return Enum.GetValues<Permission>().Where(permission => (bits & (1UL << (int)permission)) != 0);
    }

    /// <summary>What is in both.</summary>
    public static PermissionSet operator &(PermissionSet left, PermissionSet right) => new(left._bits & right._bits);

    /// <summary>What is in either.</summary>
    public static PermissionSet operator |(PermissionSet left, PermissionSet right) => new(left._bits | right._bits);
}
